/** Where one can go from here: rows in groups, the most used first. */
import { Icon, type IconName } from "../../ui/Icon.tsx";
import "./menu.css";

export interface MenuItem {
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
  /** How many things wait there; 0 shows nothing. */
  readonly waiting?: number;
}

export interface MenuGroup {
  /** Absent where there is one group only. */
  readonly title?: string;
  readonly items: readonly MenuItem[];
}

export function Menu({ label, groups }: { label: string; groups: readonly MenuGroup[] }) {
  return (
    <nav class="stack" aria-label={label}>
      {groups.map(({ title, items }) => (
        <section key={items[0]?.href} class="stack menu-group">
          {title && <h2 class="menu-title">{title}</h2>}
          <ul class="card menu">
            {items.map((item) => (
              <li key={item.href}>
                <MenuRow item={item} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function MenuRow({ item }: { item: MenuItem }) {
  return (
    <a class="menu-row" href={item.href}>
      <Icon name={item.icon} />
      <span class="row-grow">{item.label}</span>
      {item.waiting ? <b class="menu-waiting">{item.waiting}</b> : null}
      <Icon name="next" small />
    </a>
  );
}
