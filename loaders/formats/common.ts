import {clf} from "./clf.js";

export const common = clf({
  name: "common",
  about: "an address, a time in brackets, a quoted request, a status and a size",
  vhost: false,
  agent: false
});
