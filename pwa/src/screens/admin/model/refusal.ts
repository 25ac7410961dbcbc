/** Why a list or a move was not taken, in the words of the server where it has some. */
import { ApiProblem } from "../../../data/http.ts";
import { lang } from "../../../i18n/index.ts";
import { t } from "../../../i18n/roster.ts";

export function refusal(problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return t("lost");
  const texts = problem.members["texts"] as Partial<Record<string, string>> | undefined;
  return texts?.[lang.peek()] ?? t(problem.status === 409 ? "tooOld" : "unreadable");
}
