// Chinese words and figures as pages show them.

const FIGURES = new Intl.NumberFormat("zh-CN");

/** 12345 → 12,345 */
export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? "—" : FIGURES.format(value);
}

/** Seconds on foot → 步行约 6 分钟 */
export function walkingTime(seconds: number): string {
  return `步行约 ${Math.max(1, Math.ceil(seconds / 60))} 分钟`;
}

export const LEVEL_CHINESE: Record<string, string> = {
  district: "区级党群服务中心",
  subdistrict: "街道党群服务中心",
  community: "社区党群服务中心",
  estate: "小区党群服务站",
  grid: "网格党群服务点",
  park: "园区党群服务站",
};

export const CATEGORY_CHINESE: Record<string, string> = {
  shopping: "购物",
  services: "服务",
  medical: "医疗",
  dining: "餐饮",
  education: "教育",
  culture: "文化",
  party: "党群服务点",
};

export const USE_CHINESE: Record<string, string> = {
  residential: "住宅",
  mixed: "商住",
  commercial: "商业",
  public: "公共",
  industrial: "工业",
};
