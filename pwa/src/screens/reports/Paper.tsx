/** A page of a report as it will lie on A4: black on white in every theme, heads of tables on each sheet. */
import type { PageDoc, TableDoc } from "./asking.ts";

export function Paper({ page, landscape, label }: { page: PageDoc; landscape: boolean; label: string }) {
  return (
    <article class={landscape ? "paper paper-wide" : "paper"} aria-label={label} tabIndex={0}>
      <h2>{page.title}</h2>
      <dl class="paper-facts">
        {page.facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}:</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {page.tables.map((table, at) => (
        <Grid key={at} table={table} />
      ))}
      {page.notes.map((note) => (
        <p key={note} class="paper-note">
          {note}
        </p>
      ))}
      {page.signatures.length > 0 && (
        <ul class="paper-signs">
          {page.signatures.map((who) => (
            <li key={who}>
              <span>{who}</span>
              <span class="paper-line" aria-hidden="true" />
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function Grid({ table }: { table: TableDoc }) {
  const sums = table.rows.length - table.sums;
  return (
    <table class={table.upright ? "paper-table paper-table-upright" : "paper-table"}>
      {table.title && <caption>{table.title}</caption>}
      <thead>
        <tr>
          {table.heads.map((head, at) => (
            <th key={at} scope="col" class={at < table.words ? undefined : "paper-figure"}>
              <span>{head}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, n) => (
          <tr key={n} class={n >= sums ? "paper-sum" : undefined}>
            {row.map((cell, at) => (
              <td key={at} class={at < table.words && typeof cell !== "number" ? undefined : "paper-figure"}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
