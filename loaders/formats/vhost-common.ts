import {clf} from "./clf.js";

export const vhostCommon = clf({
  name: "vhost-common",
  about: "a virtual host before the common log format",
  vhost: true,
  agent: false
});
