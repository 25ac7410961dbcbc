/** What the shell shows instead of a page of the package. */
export interface Shown {
  /** Sends what waits without ending anything. */
  flush(): void;
  /** Sends what waits and leaves the screen. */
  close(): void;
}
