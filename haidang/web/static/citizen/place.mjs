// "Where I stand": the phone's place fills in the form, the server finds the commune.
import { said } from "citizen/app";
import { asText, phonePlace } from "citizen/where";

const form = document.getElementById("place-form");
const [button, says] = [form?.querySelector("[data-gps]"), form?.querySelector("[data-says]")];
if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    says.textContent = said("Đang định vị…", "Locating…");
    try {
      form.elements.at.value = asText(await phonePlace());
      form.submit();
    } catch {
      says.textContent = said("Máy không cho biết vị trí. Hãy chọn trong danh sách.", "The phone gives no place. Choose from the list.");
    }
  });
}
