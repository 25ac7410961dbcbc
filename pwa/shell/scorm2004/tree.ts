/** The activity tree: what is fixed about a package's activities, and how they lie to each other (SN 2.1). */
import { type Definition, readDefinition } from "./definition.ts";

/** One activity; its place among `Tree.nodes` is its number, parents before children. */
export interface Node {
  number: number;
  id: string;
  title: string;
  parent: Node | null;
  children: Node[];
  depth: number;
  visible: boolean;
  definition: Definition;
}

/** What the tree is built from: an item of the package's list. */
export interface Item {
  id: string;
  title: string;
  visible: boolean;
  children: Item[];
}

/** The `sequencing` member of a description. */
export interface Sequencing {
  id: string;
  objectivesGlobal: boolean;
  dataGlobal: boolean;
  root: unknown;
  activities: Readonly<Record<string, unknown>>;
  assets: readonly string[];
}

export interface Tree {
  root: Node;
  nodes: Node[];
  byId: ReadonlyMap<string, Node>;
  /** Activities that read a shared objective, by its name. */
  readers: ReadonlyMap<string, Node[]>;
  sequencing: Sequencing;
}

export function buildTree(items: readonly Item[], title: string, sequencing: Sequencing): Tree {
  const nodes: Node[] = [];
  const byId = new Map<string, Node>();
  const readers = new Map<string, Node[]>();
  const add = (id: string, name: string, visible: boolean, parent: Node | null, rules: unknown): Node => {
    const definition = readDefinition(rules);
    const depth = parent ? parent.depth + 1 : 0;
    const node: Node = { number: nodes.length, id, title: name, parent, children: [], depth, visible, definition };
    nodes.push(node);
    if (!byId.has(id)) byId.set(id, node);
    parent?.children.push(node);
    for (const { maps } of definition.objectives) {
      for (const map of maps) {
        if (map.read.length > 0) readers.set(map.target, [...(readers.get(map.target) ?? []), node]);
      }
    }
    return node;
  };
  const grow = (parent: Node, children: readonly Item[]): void => {
    for (const item of children) {
      grow(add(item.id, item.title, item.visible, parent, sequencing.activities[item.id]), item.children);
    }
  };
  const root = add(sequencing.id, title, true, null, sequencing.root);
  grow(root, items);
  // An item of the same identifier as the organisation is the one that content can mean.
  for (const node of nodes) if (node !== root && node.id === root.id) byId.set(node.id, node);
  return { root, nodes, byId, readers, sequencing };
}

/** From the activity up to, and with, the root. */
export function upwards(node: Node): Node[] {
  const path: Node[] = [];
  for (let at: Node | null = node; at; at = at.parent) path.push(at);
  return path;
}

/** From the root down to, and with, the activity. */
export function downwards(node: Node): Node[] {
  return upwards(node).reverse();
}

export function commonAncestor(a: Node, b: Node): Node {
  const above = new Set(upwards(a));
  return upwards(b).find((node) => above.has(node)) ?? a;
}

/** From `node` up to `ancestor`, without the ancestor. */
export function pathBelow(node: Node, ancestor: Node): Node[] {
  const path: Node[] = [];
  for (let at: Node | null = node; at && at !== ancestor; at = at.parent) path.push(at);
  return path;
}

export function isWithin(node: Node, ancestor: Node): boolean {
  return upwards(node).includes(ancestor);
}
