/** Requests in the name of whoever uses the app now, for screens that live on the server's answer. */
import { ask, type Asked, askJson } from "./http.ts";
import { session } from "./session.ts";

/** The JSON answer. Throws ApiProblem, Unreachable. */
export async function askMine<T>(path: string, asked: Asked = {}): Promise<T> {
  const { body } = await askJson<T>(path, { ...asked, token: session.peek()?.token ?? null });
  if (!body) throw new Error(`the server answered ${path} without a body`);
  return body;
}

/** For what has no answer but that it was done. */
export async function tellMine(path: string, asked: Asked): Promise<void> {
  await ask(path, { ...asked, token: session.peek()?.token ?? null });
}
