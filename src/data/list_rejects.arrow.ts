import {publish} from "../../loaders/site/publish.js";

await publish("list_rejects");
