// The answers of `/api/v1/locate` and `/api/v1/search` as this page uses them.

/** One unit that holds a place. */
export interface Unit {
  kind: string;
  id: number;
  name: string;
  official_code?: string | null;
  households?: number | null;
}

/** Who acts at a unit; a vacancy has no number. */
export interface ActingPerson {
  role_chinese: string;
  unit_name: string;
  officeholder_number: string | null;
  is_substitute: boolean;
  is_vacant: boolean;
}

export interface NearPoint {
  name: string;
  level?: string;
  walk_s: number | null;
  lon?: number;
  lat?: number;
}

export interface Located {
  units: Unit[];
  people?: ActingPerson[] | null;
  nearest_service_point?: NearPoint | null;
}

export interface SearchHit {
  kind: string;
  title: string;
  detail: string;
  lon: number;
  lat: number;
}

export function locateAddress(lon: number, lat: number): string {
  return `/api/v1/locate?lon=${lon.toFixed(7)}&lat=${lat.toFixed(7)}`;
}

export function searchAddress(text: string): string {
  return `/api/v1/search?q=${encodeURIComponent(text)}&limit=10`;
}

/** How close to look at a hit. */
export function zoomFor(kind: string): number {
  return { community: 15, grid: 16.5, estate: 16.5, street: 16 }[kind] ?? 18;
}
