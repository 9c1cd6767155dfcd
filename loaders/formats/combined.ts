import {clf} from "./clf.js";

export const combined = clf({
  name: "combined",
  about: "the common log format with a quoted referer and a quoted user agent",
  vhost: false,
  agent: true
});
