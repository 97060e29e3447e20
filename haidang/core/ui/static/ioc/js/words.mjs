// The few words that the browser says by itself; the same as in moments.py and freshness.py.

const vietnamese = {
  justNow: "vừa xong",
  ago: (length) => `${length} trước`,
  late: (length) => `trễ ${length}`,
  lost: (moment) => `mất từ ${moment}`,
  left: (length) => `còn ${length}`,
  over: (length) => `Quá hạn ${length}`,
  hours: (hours, minutes) => `${hours} g ${minutes}`,
  units: { second: "giây", minute: "phút", hour: "giờ", day: "ngày" },
  live: "Trực tuyến",
  connLate: (moment) => `Chậm, số liệu đến ${moment}`,
  connDown: (moment) => `Mất kết nối từ ${moment}`,
  waiting: "Đang kết nối",
  failed: "Không làm được. Thử lại, hoặc tải lại trang.",
  offline: "Không tới được máy chủ. Việc vừa làm chưa được ghi.",
  tooMany: "Làm quá nhanh. Đợi một lát rồi thử lại.",
  table: "Bảng số liệu",
  time: "Thời điểm",
  download: "Tải CSV",
  noData: "Chưa có số liệu trong khoảng này",
  chartFailed: "Không vẽ được biểu đồ; xem bảng số liệu.",
  mapFailed: "Không vẽ được bản đồ trên máy này.",
  objects: "Danh sách trong khung nhìn",
  noObjects: "Không có đối tượng trong khung nhìn",
  objectCount: (count) => `${count} đối tượng`,
  pointCount: (count) => `Đã có ${count} điểm`,
  andMore: (count) => `và ${count} nữa`,
  close: "Đóng",
  soundOn: "Âm cảnh báo đang bật",
  soundOff: "Âm cảnh báo đang tắt",
  soundElsewhere: "Âm đang phát ở một cửa sổ khác",
  newVersion: "Có bản mới, tải lại trang khi tiện.",
  wrongPassword: "Mật khẩu chưa đúng.",
  unlockFailed: "Chưa mở được khóa. Thử lại.",
  hoangSa: "Quần đảo Hoàng Sa\n(Việt Nam)",
  truongSa: "Quần đảo Trường Sa\n(Việt Nam)",
  eastSea: "Biển Đông",
};

const english = {
  justNow: "just now",
  ago: (length) => `${length} ago`,
  late: (length) => `${length} late`,
  lost: (moment) => `lost since ${moment}`,
  left: (length) => `${length} left`,
  over: (length) => `${length} overdue`,
  hours: (hours, minutes) => `${hours} h ${minutes}`,
  units: { second: "s", minute: "min", hour: "h", day: "d" },
  live: "Online",
  connLate: (moment) => `Slow, data as of ${moment}`,
  connDown: (moment) => `Disconnected since ${moment}`,
  waiting: "Connecting",
  failed: "That did not work. Try again, or reload the page.",
  offline: "The server cannot be reached. What you just did was not saved.",
  tooMany: "Too fast. Wait a moment, then try again.",
  table: "Data table",
  time: "Time",
  download: "Download CSV",
  noData: "No data in this period yet",
  chartFailed: "The chart cannot be drawn; see the data table.",
  mapFailed: "The map cannot be drawn on this machine.",
  objects: "List of what is in view",
  noObjects: "Nothing in view",
  objectCount: (count) => `${count} objects`,
  pointCount: (count) => `${count} points so far`,
  andMore: (count) => `and ${count} more`,
  close: "Close",
  soundOn: "Alarm sound is on",
  soundOff: "Alarm sound is off",
  soundElsewhere: "Another window is sounding",
  newVersion: "A new version is ready; reload when convenient.",
  wrongPassword: "That password is not right.",
  unlockFailed: "Could not unlock. Try again.",
  hoangSa: "Hoàng Sa Islands\n(Việt Nam)",
  truongSa: "Trường Sa Islands\n(Việt Nam)",
  eastSea: "East Sea",
};

export const language = document.documentElement.lang.startsWith("en") ? "en" : "vi";
export const words = language === "en" ? english : vietnamese;

const zone = "Asia/Ho_Chi_Minh";
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
const seconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zone });
const day = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "2-digit", timeZone: zone });
const wholeDay = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: zone });

export const timeSaid = (at) => clock.format(at);
export const secondsSaid = (at) => seconds.format(at);
export const dateSaid = (at) => wholeDay.format(at);

export function momentSaid(at, now = new Date()) {
  return wholeDay.format(at) === wholeDay.format(now) ? timeSaid(at) : `${day.format(at)} ${timeSaid(at)}`;
}

const ROMAN = ["I", "II", "III", "IV"];

/** The period of figures that begins at a day, short: 22/11/2026, 10/2026, III/2026, 2026. */
export function periodSaid(at, kind) {
  const [, month, year] = dateSaid(at).split("/").map(Number);
  if (kind === "month") return `${String(month).padStart(2, "0")}/${year}`;
  if (kind === "quarter") return `${ROMAN[Math.floor((month - 1) / 3)]}/${year}`;
  if (kind === "half") return `${month < 7 ? "I" : "II"}/${year}`;
  return kind === "year" ? String(year) : dateSaid(at);
}

export function lengthSaid(milliseconds) {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  if (total < 60) return `${total} ${words.units.second}`;
  if (total < 3600) return `${Math.floor(total / 60)} ${words.units.minute}`;
  if (total < 86400) return `${Math.floor(total / 3600)} ${words.units.hour}`;
  return `${Math.floor(total / 86400)} ${words.units.day}`;
}

export function clockSaid(milliseconds) {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  if (total < 3600) return `${two(Math.floor(total / 60))}:${two(total % 60)}`;
  if (total < 86400) return words.hours(Math.floor(total / 3600), two(Math.floor((total % 3600) / 60)));
  return lengthSaid(milliseconds);
}

export function numberSaid(value, decimals) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const digits = decimals === undefined ? { maximumFractionDigits: 2 } : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(language === "en" ? "en-GB" : "vi-VN", digits).format(value).replace("-", "−");
}
