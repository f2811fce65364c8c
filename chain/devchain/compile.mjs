// Compiles contracts/*.sol into artifacts/: per contract its ABI (.abi)
// and its runtime code (.bin-runtime).
import fs from "node:fs";
import solc from "solc";

const files = fs.readdirSync("contracts").sort();
const input = {
  language: "Solidity",
  sources: Object.fromEntries(
    files.map((file) => [file, { content: fs.readFileSync(`contracts/${file}`, "utf8") }]),
  ),
  settings: {
    evmVersion: "shanghai",
    viaIR: true,
    optimizer: { enabled: true, runs: 200 },
    metadata: { bytecodeHash: "none", appendCBOR: false },
    outputSelection: { "*": { "*": ["abi", "evm.deployedBytecode"] } },
  },
};

const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const message of output.errors ?? []) console.error(message.formattedMessage);
if (output.errors?.length) process.exit(1);

fs.rmSync("artifacts", { recursive: true, force: true });
fs.mkdirSync("artifacts");
for (const [file, contracts] of Object.entries(output.contracts)) {
  const name = file.replace(".sol", "");
  const contract = contracts[name];
  if (!contract) continue; // what several share
  const { deployedBytecode } = contract.evm;
  if (!deployedBytecode.object) continue; // abstract
  if (Object.keys(deployedBytecode.immutableReferences ?? {}).length) {
    throw new Error(`${name} has immutables: its runtime code cannot stand in a genesis block`);
  }
  fs.writeFileSync(`artifacts/${name}.abi`, JSON.stringify(contract.abi, null, 1) + "\n");
  fs.writeFileSync(`artifacts/${name}.bin-runtime`, deployedBytecode.object + "\n");
}
