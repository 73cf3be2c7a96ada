// Opens a link, …#token=TOKEN: sends its token, and nothing else, for the form that says whose account it is for, or that the link is dead. It is behind the #
// so that no browser sends it anywhere by itself. Without this script people paste the link.
const field = document.querySelector("#token");
const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (field && token) {
  history.replaceState(null, "", location.pathname);
  const look = Object.assign(document.createElement("input"), { type: "hidden", name: "look", value: "1" });
  field.value = token;
  field.closest(".token").hidden = true;
  field.form.append(look);
  field.form.submit(); // without a password: that is asked for next
}
