import {describe, expect, it} from "vitest";
import {normalizeSettings} from "../../loaders/settings.js";

const ipApi = (value: unknown, env = {}) => normalizeSettings({ipApi: value}, {env}).ipApi;

describe("normalizeSettings({ipApi})", () => {
  it("is off unless it is there, whatever the environment says", () => {
    expect(normalizeSettings({}, {env: {IP_API_KEY: "secret"}}).ipApi).toBeNull();
  });
  it("has the defaults of the free service", () => {
    expect(ipApi({})).toEqual({baseUrl: "http://ip-api.com", key: null, cap: 1500, maxAge: 30 * 86400e3});
  });
  it("takes a key to the paid service, that of the environment first", () => {
    expect(ipApi({key: "a"})).toMatchObject({baseUrl: "https://pro.ip-api.com", key: "a"});
    expect(ipApi({key: "a"}, {IP_API_KEY: "b"})).toMatchObject({key: "b"});
  });
  it("takes another server", () => expect(ipApi({baseUrl: "http://[::1]:80/a/"})?.baseUrl).toBe("http://[::1]/a"));
  it.each([
    [true, "invalid setting ipApi: true; it must be an object"],
    [{keys: "secret"}, "unknown setting: ipApi.keys; the keys are baseUrl, key, cap, maxAge"],
    [{cap: 0}, "invalid setting ipApi.cap: 0; it must be a whole number from 1 to 20,000"],
    [{maxAge: 30}, 'invalid setting ipApi.maxAge: 30; it must be hours, days, weeks or years, such as "90d"'],
    [{key: 12345}, "invalid setting ipApi.key: (not shown); it must be a text that is not empty"],
    [{key: " "}, "invalid setting ipApi.key: (not shown); it must be a text that is not empty"],
    ...["http://a.example?key=secret", "http://me:secret@a.example", "http://a.example#secret"].map((baseUrl) => [
      {baseUrl},
      'invalid setting ipApi.baseUrl: "http://a.example"; it must be the address of a web server and no more, such as "http://127.0.0.1:8080"'
    ]),
    [
      {baseUrl: "ip-api.com"},
      'invalid setting ipApi.baseUrl: "ip-api.com"; it must be the address of a web server and no more, such as "http://127.0.0.1:8080"'
    ]
  ] as [unknown, string][])("refuses %j", (value, message) => expect(() => ipApi(value)).toThrow(message));
});
