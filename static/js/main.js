// What the server-rendered pages need beyond links and forms. Every page works without any of it.
import "./heads.js";
import "./labels.js";
import "./faults.js";
import "./safety.js";
import "./session.js";
import "./saving.js";
import "./folds.js";
import "./copying.js";
import "./snippets.js";
import "./unchanged.js";
import "./keyboard.js";
import "./body-map.js";
import "./treatments.js";
import "./condition.js";

// What a script does by itself needs no button to be pressed by hand.
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("[data-without-script]")) form.hidden = true;
});
