// Sends a form without waiting for the answer, so that it arrives although the page is left; `when` tells why.
// With a key, the page that is asked for next can wait for it.
export function sendBeacon(form, when, key) {
  const data = new FormData(form);
  data.append("autosave", when);
  data.delete("once");
  if (key) data.append("once", key);
  return navigator.sendBeacon(form.action, data);
}
