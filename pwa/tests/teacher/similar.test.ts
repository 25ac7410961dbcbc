/** Works that say much of the same: a hint where it tells something, silence where it does not. */
import { describe, expect, it } from "vitest";

import { LEAST_WORDS, mostSimilar } from "../../src/screens/teacher/model/similar.ts";

const ONE =
  "Мен жазда атаммен бірге жайлауға бардым. Таңертең ерте тұрып қой бақтық, кешке отты жағып, атам маған жұлдыздардың аттарын үйретті. Бір күні қатты жаңбыр жауып, біз киіз үйде отырып ертегі айттық, содан кейін аспанда кемпірқосақ көрінді.";
const OTHER =
  "Біздің ауылда үлкен көл бар, онда жазда құстар ұя салады. Әкем екеуміз қайықпен шығып балық ауладық, анам қуырып берді. Көлдің жағасында әдемі тастар көп, мен олардан апама алқа жасап бердім де, ол оны мектепке тағып келді.";

const written = (texts: Readonly<Record<string, string>>) => Object.entries(texts).map(([learner, text]) => ({ learner, text }));

describe("the hint of a similar work", () => {
  it("names the work that is most alike, and by how much", () => {
    const half = `${OTHER} ${ONE.slice(0, 60)}`;
    const works = written({ aru: ONE, dias: ONE.replace("жазда", "былтыр"), erasyl: half });
    const found = mostSimilar("aru", works, "");
    expect(found?.learner).toBe("dias");
    expect(found?.percent).toBeGreaterThan(80);
    expect(found?.percent).toBeLessThan(100);
  });

  it("is not fooled by letters of another keyboard, by case or by signs", () => {
    const other = ONE.toUpperCase().replace(/ә/gi, "а").replace(/қ/gi, "к").replace(/[.,]/g, " — ");
    expect(mostSimilar("aru", written({ aru: ONE, dias: other }), "")?.percent).toBeGreaterThan(80);
  });

  it("says nothing of works that are each their own", () => {
    expect(mostSimilar("aru", written({ aru: ONE, dias: OTHER }), "")).toBeNull();
  });

  it("says nothing of short answers, and of a learner who wrote nothing", () => {
    const short = ONE.split(" ").slice(0, LEAST_WORDS - 1).join(" ");
    expect(mostSimilar("aru", written({ aru: short, dias: short }), "")).toBeNull();
    expect(mostSimilar("erasyl", written({ aru: ONE, dias: ONE }), "")).toBeNull();
  });

  it("leaves out the task's own words, and what most of the class wrote", () => {
    expect(mostSimilar("aru", written({ aru: ONE, dias: ONE }), ONE)).toBeNull();
    const all = written({ aru: `${ONE} ${OTHER}`, dias: ONE, erasyl: ONE, timur: ONE });
    expect(mostSimilar("aru", all, "")).toBeNull();
  });
});
