/** What was written of a thing at the same time elsewhere. Whoever saves below it ends that: see data/rewriting.ts. */
import { t } from "../../i18n/looking.ts";
import { Notice } from "../../ui/bits.tsx";

interface BesideProps<One> {
  readonly others: readonly One[] | undefined;
  /** In a few words, what one of them says. */
  readonly tell: (one: One) => string;
}

export function Beside<One extends { readonly op: string }>({ others = [], tell }: BesideProps<One>) {
  return others.map((one) => (
    <Notice key={one.op} tone="warn" icon="people">
      {t("another", { what: tell(one) })}
    </Notice>
  ));
}
