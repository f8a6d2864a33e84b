// Background work: followed until it is over.

import { getJson } from "./http";

/** A job as `/api/v1/jobs/{id}` tells of it. */
export interface Job {
  state: string;
  step: string;
  done: number;
  total: number;
  result: Record<string, unknown> | null;
  problem: { chinese?: string } | null;
  is_over: boolean;
  may_stop: boolean;
  is_stopping: boolean;
}

const PAUSE_MS = 700;

/** Follow a job until it is over, telling where it stands. */
export async function followJob(jobId: number, tell: (job: Job) => void): Promise<Job> {
  for (;;) {
    const job = await getJson<Job>(`/api/v1/jobs/${jobId}`);
    tell(job);
    if (job.is_over) return job;
    await new Promise((resolve) => window.setTimeout(resolve, PAUSE_MS));
  }
}
