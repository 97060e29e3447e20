// Speaking instead of typing, where the browser can. Some browsers send the sound to their maker: a note beside it says so.
import { isVietnamese, said } from "citizen/app";

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

function whyNot(error) {
  if (error === "not-allowed" || error === "service-not-allowed") return said("Máy chưa cho trang này dùng micrô.", "This page may not use the microphone.");
  if (error === "no-speech") return said("Chưa nghe thấy gì. Bấm và nói lại.", "Nothing was heard. Press and speak again.");
  return said("Chưa nghe được, hãy gõ hoặc thử lại.", "That did not work: type it, or try again.");
}

export function offerVoice(button, text) {
  if (!Recognition || !button) return;
  button.hidden = false;
  const note = button.parentElement.querySelector("[data-voice-note]");
  if (note) note.hidden = false;
  const says = document.createElement("p");
  says.className = "hint";
  says.setAttribute("role", "status");
  button.after(says);
  let listening = null;
  const show = (words) => {
    button.setAttribute("aria-pressed", String(Boolean(listening)));
    says.textContent = words || (listening ? said("Đang nghe. Bấm lần nữa để dừng.", "Listening. Press again to stop.") : "");
  };
  const stop = (words = "") => {
    listening = null;
    show(words);
  };
  button.addEventListener("click", () => {
    if (listening) {
      listening.stop();
      return;
    }
    let failed = "";
    listening = new Recognition();
    listening.lang = isVietnamese ? "vi-VN" : "en-GB";
    listening.continuous = true;
    listening.interimResults = true;
    listening.onresult = ({ results, resultIndex }) => {
      const heard = [...results].slice(resultIndex);
      for (const one of heard.filter(({ isFinal }) => isFinal)) text.value = `${text.value.trimEnd()} ${one[0].transcript.trim()}`.trimStart();
      show(heard.filter(({ isFinal }) => !isFinal).map((one) => one[0].transcript).join(" "));
      text.dispatchEvent(new Event("input", { bubbles: true }));
    };
    listening.onerror = ({ error }) => { failed = error === "aborted" ? "" : whyNot(error); };
    listening.onend = () => stop(failed);
    listening.start();
    show("");
  });
}
