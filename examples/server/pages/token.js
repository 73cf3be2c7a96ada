// Puts the token of a mail's link, …#token=TOKEN, into the form. It is behind the # so that no browser sends it anywhere by itself. Without this
// script people paste the link.
const field = document.querySelector("#token");
const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (field && token) {
  field.value = token;
  field.closest(".token").hidden = true;
  history.replaceState(null, "", location.pathname);
}
