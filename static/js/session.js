// Who is signed in may change while a page is open: the page stays, says so, and goes on for the same person only.

// Signing in again, in another window, keeps this page and what is written on it.
export function signInLink(words) {
  const link = document.createElement("a");
  link.href = words.signIn;
  link.target = "_blank";
  link.textContent = words.signInText;
  return link;
}

// After a new sign-in of the same person the old page's token is refused; the refusal carries the new one.
export function takeNewToken(request) {
  const token = request.status === 403 && request.getResponseHeader("X-New-Token");
  if (!token) return false;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  document.body.setAttribute("hx-headers", JSON.stringify({ ...headers, "X-CSRFToken": token }));
  for (const input of document.getElementsByName("csrfmiddlewaretoken")) input.value = token;
  return true;
}

// The page belongs to somebody else, or to another practice: the server says it in words.
export function isOfAnother(request) {
  return request.status === 409 && request.getResponseHeader("X-Of-Another") !== null;
}

function say(...parts) {
  const notice = document.getElementById("page-notice");
  notice.replaceChildren(...parts);
  notice.classList.add("alert", "alert-warning");
  notice.hidden = false;
}

// What no page saves by itself is asked for once more by whoever pressed.
document.addEventListener("htmx:responseError", (event) => {
  const request = event.detail.xhr;
  if (event.detail.elt.matches("form[data-save-on-leave]")) return;
  const words = document.getElementById("page-notice").dataset;
  if (request.status === 401) say(words.signedOut, " ", signInLink(words));
  else if (takeNewToken(request)) say(words.onceMore);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const request = event.detail.xhr;
  if (!isOfAnother(request)) return;
  event.detail.shouldSwap = false;
  if (!event.detail.requestConfig.elt.matches("form[data-save-on-leave]")) say(request.responseText);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && !isWarned && !document.body.classList.contains("is-covered"))
    document.getElementById("page-notice").hidden = true;
});

// Ten minutes before the session ends the page says so, with the way to stay. A page that is loaded in another window
// tells how long it lasts now, and who is signed in.
const WARNING = 10 * 60;
const others = new BroadcastChannel("session");
let warning;
let isWarned = false;

function stayLink(words) {
  return signInLink({ signIn: words.stay, signInText: words.stayText });
}

function warnBefore(seconds) {
  window.clearTimeout(warning);
  const notice = document.getElementById("page-notice");
  if (isWarned) notice.hidden = true;
  isWarned = false;
  const ends = new Date(Date.now() + seconds * 1000).toLocaleTimeString("da-DK", { timeStyle: "short" });
  const warn = () => {
    isWarned = true;
    say(notice.dataset.endsSoon.replace("{time}", ends), " ", stayLink(notice.dataset));
  };
  warning = window.setTimeout(warn, Math.max(0, seconds - WARNING) * 1000);
}

// Whoever signs out, or signs in as another, in one window finds no patient in the others. What is typed there stays in
// the page, out of sight, and is seen again when its person has signed in again.
const person = () => document.querySelector(".person a")?.textContent ?? "";

function cover(isCovered) {
  if (document.body.classList.toggle("is-covered", isCovered) && isCovered) {
    const words = document.getElementById("page-notice").dataset;
    const heading = document.createElement("h1");
    heading.textContent = words.coveredTitle;
    say(heading, words.covered.replace("{name}", person()), " ", signInLink(words));
  } else document.getElementById("page-notice").hidden = true;
}

others.addEventListener("message", ({ data }) => {
  if (!person()) return;
  if (data.who !== person()) return cover(true);
  if (document.body.classList.contains("is-covered")) cover(false);
  warnBefore(data.left);
});
document.addEventListener("DOMContentLoaded", () => {
  const left = Number(document.body.dataset.sessionLeft);
  if (left && person()) {
    warnBefore(left);
    others.postMessage({ who: person(), left });
  } else if (document.getElementById("id_login")) others.postMessage({ who: "" });
});
