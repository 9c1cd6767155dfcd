export const continents = [
  "Africa",
  "Antarctica",
  "Asia",
  "Europe",
  "North America",
  "Oceania",
  "South America"
] as const;

export type Continent = (typeof continents)[number];

/**
 * English names by alpha-2 code, after the Unicode CLDR (Hong Kong, Macao and Myanmar in their short forms). They are written
 * down here because what a machine's own Unicode data says differs with its version. Continents follow the UN's M49 regions,
 * with the Caribbean and Central America as part of North America; Kosovo is not in M49.
 */
export const countryNames: Readonly<Record<Continent, string>> = {
  Africa: `
    AO Angola; BF Burkina Faso; BI Burundi; BJ Benin; BW Botswana; CD Congo - Kinshasa; CF Central African Republic;
    CG Congo - Brazzaville; CI Côte d’Ivoire; CM Cameroon; CV Cape Verde; DJ Djibouti; DZ Algeria; EG Egypt;
    EH Western Sahara; ER Eritrea; ET Ethiopia; GA Gabon; GH Ghana; GM Gambia; GN Guinea; GQ Equatorial Guinea;
    GW Guinea-Bissau; IO British Indian Ocean Territory; KE Kenya; KM Comoros; LR Liberia; LS Lesotho; LY Libya;
    MA Morocco; MG Madagascar; ML Mali; MR Mauritania; MU Mauritius; MW Malawi; MZ Mozambique; NA Namibia; NE Niger;
    NG Nigeria; RE Réunion; RW Rwanda; SC Seychelles; SD Sudan; SH St. Helena; SL Sierra Leone; SN Senegal;
    SO Somalia; SS South Sudan; ST São Tomé & Príncipe; SZ Eswatini; TD Chad; TF French Southern Territories;
    TG Togo; TN Tunisia; TZ Tanzania; UG Uganda; YT Mayotte; ZA South Africa; ZM Zambia; ZW Zimbabwe`,
  Antarctica: `
    AQ Antarctica`,
  Asia: `
    AE United Arab Emirates; AF Afghanistan; AM Armenia; AZ Azerbaijan; BD Bangladesh; BH Bahrain; BN Brunei;
    BT Bhutan; CN China; CY Cyprus; GE Georgia; HK Hong Kong; ID Indonesia; IL Israel; IN India; IQ Iraq; IR Iran;
    JO Jordan; JP Japan; KG Kyrgyzstan; KH Cambodia; KP North Korea; KR South Korea; KW Kuwait; KZ Kazakhstan;
    LA Laos; LB Lebanon; LK Sri Lanka; MM Myanmar; MN Mongolia; MO Macao; MV Maldives; MY Malaysia; NP Nepal;
    OM Oman; PH Philippines; PK Pakistan; PS Palestinian Territories; QA Qatar; SA Saudi Arabia; SG Singapore;
    SY Syria; TH Thailand; TJ Tajikistan; TL Timor-Leste; TM Turkmenistan; TR Türkiye; TW Taiwan; UZ Uzbekistan;
    VN Vietnam; YE Yemen`,
  Europe: `
    AD Andorra; AL Albania; AT Austria; AX Åland Islands; BA Bosnia & Herzegovina; BE Belgium; BG Bulgaria;
    BY Belarus; CH Switzerland; CZ Czechia; DE Germany; DK Denmark; EE Estonia; ES Spain; FI Finland;
    FO Faroe Islands; FR France; GB United Kingdom; GG Guernsey; GI Gibraltar; GR Greece; HR Croatia; HU Hungary;
    IE Ireland; IM Isle of Man; IS Iceland; IT Italy; JE Jersey; LI Liechtenstein; LT Lithuania; LU Luxembourg;
    LV Latvia; MC Monaco; MD Moldova; ME Montenegro; MK North Macedonia; MT Malta; NL Netherlands; NO Norway;
    PL Poland; PT Portugal; RO Romania; RS Serbia; RU Russia; SE Sweden; SI Slovenia; SJ Svalbard & Jan Mayen;
    SK Slovakia; SM San Marino; UA Ukraine; VA Vatican City; XK Kosovo`,
  "North America": `
    AG Antigua & Barbuda; AI Anguilla; AW Aruba; BB Barbados; BL St. Barthélemy; BM Bermuda;
    BQ Caribbean Netherlands; BS Bahamas; BZ Belize; CA Canada; CR Costa Rica; CU Cuba; CW Curaçao; DM Dominica;
    DO Dominican Republic; GD Grenada; GL Greenland; GP Guadeloupe; GT Guatemala; HN Honduras; HT Haiti; JM Jamaica;
    KN St. Kitts & Nevis; KY Cayman Islands; LC St. Lucia; MF St. Martin; MQ Martinique; MS Montserrat; MX Mexico;
    NI Nicaragua; PA Panama; PM St. Pierre & Miquelon; PR Puerto Rico; SV El Salvador; SX Sint Maarten;
    TC Turks & Caicos Islands; TT Trinidad & Tobago; US United States; VC St. Vincent & Grenadines;
    VG British Virgin Islands; VI U.S. Virgin Islands`,
  Oceania: `
    AS American Samoa; AU Australia; CC Cocos (Keeling) Islands; CK Cook Islands; CX Christmas Island; FJ Fiji;
    FM Micronesia; GU Guam; HM Heard & McDonald Islands; KI Kiribati; MH Marshall Islands;
    MP Northern Mariana Islands; NC New Caledonia; NF Norfolk Island; NR Nauru; NU Niue; NZ New Zealand;
    PF French Polynesia; PG Papua New Guinea; PN Pitcairn Islands; PW Palau; SB Solomon Islands; TK Tokelau;
    TO Tonga; TV Tuvalu; UM U.S. Outlying Islands; VU Vanuatu; WF Wallis & Futuna; WS Samoa`,
  "South America": `
    AR Argentina; BO Bolivia; BR Brazil; BV Bouvet Island; CL Chile; CO Colombia; EC Ecuador; FK Falkland Islands;
    GF French Guiana; GS South Georgia & South Sandwich Islands; GY Guyana; PE Peru; PY Paraguay; SR Suriname;
    UY Uruguay; VE Venezuela`
};
