import {publish} from "../../loaders/site/publish.js";

await publish("flows");
