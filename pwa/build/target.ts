/** The oldest browsers the app promises: Chrome 80 is what Android 5 phones in villages still run. */
export const TARGET = ["chrome80", "firefox78", "safari14"];
