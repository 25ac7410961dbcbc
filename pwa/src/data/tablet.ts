/** This device as a class's: the secret that a teacher has put on it, and what the server shows for it. */
import { type ReadonlySignal, signal } from "@preact/signals";

import { askMine } from "./asking.ts";
import { ApiProblem, askJson } from "./http.ts";
import { openDevice } from "./open.ts";
import { deviceName } from "./session.ts";

export interface ClassTablet {
  readonly secret: string;
  readonly label: string;
}

export interface Names {
  readonly class_label: string;
  readonly pupils: readonly { readonly id: string; readonly name: string }[];
}

const TABLET = "class-tablet";
const here = signal<ClassTablet | null | undefined>(undefined);

/** undefined until the device has been asked. */
export const classTablet: ReadonlySignal<ClassTablet | null | undefined> = here;

export async function restoreTablet(): Promise<void> {
  here.value = ((await (await openDevice()).get("meta", TABLET)) as ClassTablet | undefined) ?? null;
}

/** Makes this device the class's; the caller runs the class. Throws ApiProblem, Unreachable. */
export async function becomeTablet(classId: string, label: string): Promise<void> {
  const body = await askMine<{ tablet: string }>(`/api/v1/classes/${encodeURIComponent(classId)}/tablets`, {
    method: "POST",
    json: { device: await deviceName() },
  });
  const made = { secret: body.tablet, label };
  await (await openDevice()).put("meta", made, TABLET);
  here.value = made;
}

/** Who may log in here by PIN; null once the device is no longer the class's. */
export async function tabletNames(tablet: ClassTablet): Promise<Names | null> {
  try {
    return (await askJson<Names>("/api/v1/sessions/names", { method: "POST", json: { tablet: tablet.secret } })).body;
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.status !== 401) throw problem;
    await (await openDevice()).delete("meta", TABLET);
    here.value = null;
    return null;
  }
}
