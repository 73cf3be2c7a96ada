// Puts the token of a mail's link, …#token=TOKEN, into the form. It is behind the #
// so that no browser sends it anywhere by itself; from here it goes in the form's
// body. Without this script people paste the link.
const field = document.querySelector(".token input");

function take() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) {
    field.value = token;
    history.replaceState(null, "", location.pathname);
  }
  const right = field.value !== "" && (token || !field.hasAttribute("aria-invalid"));
  field.closest(".token").hidden = right;
}

if (field) {
  take();
  addEventListener("hashchange", take); // a newer link, opened where the page is shown already
}
