// What every page does: signing out.

import { sendJson } from "./shared/http";
import { showError } from "./shared/notices";

document.querySelector("[data-sign-out]")?.addEventListener("click", () => {
  sendJson("DELETE", "/api/v1/session")
    .then(() => window.location.assign("/"))
    .catch(showError);
});
