export type {IpApiEffects} from "./effects.js";
export type {IpApiCoverage, PlaceByIpApiOptions} from "./place-by-ip-api.js";
export {hasUnasked, placeByIpApi} from "./place-by-ip-api.js";
