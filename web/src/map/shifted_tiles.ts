// Outside tiles that are in GCJ-02, moved so that they lie under WGS-84 data.

const A = 6378245.0;
const EE = 0.00669342162296594323;

function wave(x: number, y: number): [number, number] {
  const { PI, sin, sqrt, abs } = Math;
  const common = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + common +
    ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 + ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + common +
    ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 + ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  return [east, north];
}

/** WGS-84 → GCJ-02 by the published formula; unchanged outside the mainland's box, as in `gis.space.crs`. */
export function toGcj02(lon: number, lat: number): [number, number] {
  if (lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return [lon, lat];
  const [east, north] = wave(lon - 105, lat - 35);
  const radians = (lat * Math.PI) / 180;
  const magic = 1 - EE * Math.sin(radians) ** 2;
  const dLat = (north * 180) / (((A * (1 - EE)) / (magic * Math.sqrt(magic))) * Math.PI);
  const dLon = (east * 180) / ((A / Math.sqrt(magic)) * Math.cos(radians) * Math.PI);
  return [lon + dLon, lat + dLat];
}

/** A tile layer whose tiles stand where the shift puts the middle of the view; right to a metre in a city. */
class ShiftedTiles extends L.TileLayer {
  private shift(zoom: number): L.Point {
    const map = this._map;
    const centre = map.getCenter();
    const [lon, lat] = toGcj02(centre.lng, centre.lat);
    return map.project([lat, lon], zoom).subtract(map.project(centre, zoom));
  }

  _getTiledPixelBounds(centre: L.LatLng): L.Bounds {
    const base = (L.TileLayer.prototype as any)._getTiledPixelBounds.call(this, centre) as L.Bounds;
    const by = this.shift((this as any)._tileZoom as number);
    return L.bounds((base.min as L.Point).add(by), (base.max as L.Point).add(by));
  }

  _getTilePos(coords: L.Coords): L.Point {
    const position = (L.TileLayer.prototype as any)._getTilePos.call(this, coords) as L.Point;
    return position.subtract(this.shift(coords.z));
  }
}

/** Put a GCJ-02 tile service under the map. */
export function shiftedTiles(map: L.Map, settings: { url: string }): void {
  new ShiftedTiles(settings.url, { maxZoom: 20, maxNativeZoom: 18, attribution: "底图：外部服务" }).addTo(map);
}
