// The one thing taken from @noble/hashes: SHA-256 that can be fed piece by piece.
export { sha256 } from "@noble/hashes/sha2.js";
export { bytesToHex } from "@noble/hashes/utils.js";
