declare module "node:fs";
