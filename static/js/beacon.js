// Sends a form without waiting for the answer, so that it arrives although the page is left; `when` tells why.
export function sendBeacon(form, when) {
  const data = new FormData(form);
  data.append("autosave", when);
  return navigator.sendBeacon(form.action, data);
}
