// What a plan's grids are held to: the sub-district's band, and those of communities that have another.

import type { Band, PlanDetail, PlanGrid } from "./wire";

export class PlanBands {
  constructor(private readonly detail: Pick<PlanDetail, "band" | "community_bands">) {}

  /** The band of the grid's community. */
  of(grid: PlanGrid): Band {
    return this.detail.community_bands[grid.community_id] ?? this.detail.band;
  }

  /** Whether so many households are right for a grid; bounds are inside, dedicated grids are sized otherwise. */
  hold(grid: PlanGrid, households: number): boolean {
    const { min_households: least, max_households: most } = this.of(grid);
    return grid.kind === "dedicated" || (households >= least && households <= most);
  }
}
