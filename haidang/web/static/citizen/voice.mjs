// Speaking instead of typing, where the browser can. Some browsers send the sound to their maker: a note beside it says so.
import { isVietnamese } from "citizen/app";

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

export function offerVoice(button, text) {
  if (!Recognition || !button) return;
  button.hidden = false;
  const note = button.parentElement.querySelector("[data-voice-note]");
  if (note) note.hidden = false;
  let listening = null;
  const stop = () => {
    listening = null;
    button.setAttribute("aria-pressed", "false");
  };
  button.addEventListener("click", () => {
    if (listening) {
      listening.stop();
      return;
    }
    listening = new Recognition();
    listening.lang = isVietnamese ? "vi-VN" : "en-GB";
    listening.continuous = true;
    listening.onresult = ({ results, resultIndex }) => {
      for (let at = resultIndex; at < results.length; at += 1) {
        if (results[at].isFinal) text.value = `${text.value.trimEnd()} ${results[at][0].transcript.trim()}`.trimStart();
      }
      text.dispatchEvent(new Event("input", { bubbles: true }));
    };
    listening.onend = listening.onerror = stop;
    listening.start();
    button.setAttribute("aria-pressed", "true");
  });
}
