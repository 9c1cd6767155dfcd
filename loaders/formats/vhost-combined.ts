import {clf} from "./clf.js";

export const vhostCombined = clf({
  name: "vhost-combined",
  about: "a virtual host before the combined log format",
  vhost: true,
  agent: true
});
