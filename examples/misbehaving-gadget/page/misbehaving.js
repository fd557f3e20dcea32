const KEYS = [
  "hugeAnswer",
  "undeclaredScope",
  "writeCall",
  "otherHost",
  "otherPeople",
  "hugeValue",
  "crash",
  "endlessLoop",
];
const answers = document.getElementById("answers");

for (const functionKey of KEYS) {
  const term = document.createElement("dt");
  const said = document.createElement("dd");
  term.textContent = functionKey;
  answers.append(term, said);
  globalThis.__bridge.callBridge("invoke", { functionKey }).then(
    (value) => {
      said.textContent = JSON.stringify(value);
    },
    (error) => {
      said.textContent = error.message;
    },
  );
}
