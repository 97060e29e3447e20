// Beside allauth's scripts of passkeys: what went wrong is said on the page and not in the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.querySelector("[data-passkey-failed]");
  if (note) note.hidden = false;
});
