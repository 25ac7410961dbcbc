/**
 * Has orders performed one after another, in the order in which they are given: what is asked for
 * while something else is still opening would come to stand beside it. One that rejects goes to
 * `failed`, and the next has its turn.
 */
export function inTurn<Order>(perform: (order: Order) => Promise<void>, failed: (order: Order) => void): (order: Order) => void {
  let before: Promise<void> = Promise.resolve();
  return (order) => {
    before = before.then(() => perform(order)).catch(() => failed(order));
  };
}
