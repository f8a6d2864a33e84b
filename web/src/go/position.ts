// Where the phone is: WGS-84 by the browser, watched for a while, the most exact reading kept.

export interface Reading {
  coords: GeolocationCoordinates;
  isFinal: boolean;
}

const WATCH_MS = 20_000;
const GOOD_M = 12;
const OLD_MS = 5 * 60_000;
const REASONS: Record<number, string> = {
  1: "没有定位权限。请在手机设置中允许此网站使用位置，或在地图上选楼",
  2: "现在收不到定位信号。请走到窗边或室外再试，或在地图上选楼",
  3: "定位超时。请再试一次，或在地图上选楼",
};

let last: { coords: GeolocationCoordinates; at: number } | null = null;

/** The latest reading, if it is not old: for a photo's place. */
export function recentPosition(): GeolocationCoordinates | null {
  return last && Date.now() - last.at < OLD_MS ? last.coords : null;
}

/** Follow the position until it is good or time is up, telling each better reading. */
export function locate(tell: (reading: Reading) => void, complain: (words: string) => void): () => void {
  if (!navigator.geolocation) {
    complain("此浏览器不能定位，请在地图上选楼");
    return () => undefined;
  }
  let best: GeolocationCoordinates | null = null;
  const stop = (): void => {
    navigator.geolocation.clearWatch(watch);
    window.clearTimeout(timer);
  };
  const take = ({ coords }: GeolocationPosition): void => {
    if (best && coords.accuracy > best.accuracy) return;
    best = coords;
    last = { coords, at: Date.now() };
    const isFinal = coords.accuracy <= GOOD_M;
    if (isFinal) stop();
    tell({ coords, isFinal });
  };
  const fail = (error: GeolocationPositionError): void => {
    if (best && error.code !== 1) return;
    stop();
    complain(REASONS[error.code] ?? REASONS[2]);
  };
  const watch = navigator.geolocation.watchPosition(take, fail, { enableHighAccuracy: true, maximumAge: 5000, timeout: WATCH_MS });
  const timer = window.setTimeout(() => {
    stop();
    if (best) tell({ coords: best, isFinal: true });
    else complain(REASONS[3]);
  }, WATCH_MS + 1000);
  return stop;
}
