/** Apart from the screen, which few ever see: the first load asks only this. */
import type { NodeInfo } from "../../data/node.ts";

/** Whether the box that answered waits for its school: nobody has made one, and none will come down. */
export function waits(node: NodeInfo | null): boolean {
  return node !== null && node.role !== "hub" && node.upstream === null && node.schools.length === 0;
}
