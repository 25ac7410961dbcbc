/** `Object.hasOwn` for browsers before Chrome 93. */
const target: object = Object;

if (!("hasOwn" in target)) {
  Object.defineProperty(target, "hasOwn", {
    value: (one: object, name: PropertyKey) => Object.prototype.hasOwnProperty.call(one, name),
    configurable: true,
    writable: true,
  });
}
