/** The lessons of a day that somebody may take. */
import { askMine } from "../../data/asking.ts";

export interface Lesson {
  readonly school: string;
  readonly slot: string;
  readonly bell: number;
  readonly places: readonly string[];
  readonly subjects: readonly string[];
  readonly teachers: readonly string[];
  readonly substitute: string | null;
}

/** The day's lessons at these schools, as their server has them. */
export async function askLessons(schools: readonly string[], on: string): Promise<readonly Lesson[]> {
  const answers = schools.map(async (school) => {
    const { lessons } = await askMine<{ lessons: readonly Omit<Lesson, "school">[] }>(`/api/v1/planning/lessons?${new URLSearchParams({ school, on }).toString()}`);
    return lessons.map((one) => ({ ...one, school }));
  });
  return (await Promise.all(answers)).flat();
}
