/** SHA-256 of the DER of AMD's root keys (ARK), as recorded from kdsintf.amd.com: Milan, Genoa, Turin. */
export const AMD_ROOT_SHA256: readonly string[] = [
  '69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd',
  '4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1',
  '1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a',
];
