/** Which school year is being closed: the one that stands, or the one that ended, for resits and decisions after August. */
import type { ComponentChild } from "preact";
import { useState } from "preact/hooks";

import { t } from "../../i18n/yearend.ts";
import { Choices } from "../../ui/Field.tsx";
import { endedTermsOf, termsOfClass } from "./school.ts";
import { type Term, yearOf } from "./terms.ts";

interface YearAsked {
  /** Of the year that is chosen; none where no calendar is known. */
  readonly terms: readonly Term[];
  /** Nothing while there is only one year to choose. */
  readonly choice: ComponentChild;
}

export function useYearOf(classId: string): YearAsked {
  const [chosen, setChosen] = useState("");
  const years = [endedTermsOf(classId), termsOfClass(classId)].filter((terms) => terms.length > 0);
  const terms = years.find((one) => yearOf(one) === chosen) ?? years[years.length - 1] ?? [];
  const options = years.map((one) => {
    const first = yearOf(one);
    return { value: first, label: `${first}/${Number(first) + 1}` };
  });
  return { terms, choice: options.length > 1 && <Choices name="school-year" legend={t("schoolYear")} value={yearOf(terms)} options={options} onChoose={setChosen} /> };
}
