package endpoints

// gen2 is the API of generation 2.0: machines are found by their id. The rows
// stand as in gen1.
var gen2 = []Family{
	{
		Name: "mcr", Route: "/mcr/{did}", Files: "mcr/{id}", Type: JSON, Cache: Rating,
		NotFound: machineNotRegistered, Body: MCRBody, Of: OfProfile, Proof: Derived,
		Endpoint: &Endpoint{ID: "getMcr", Summary: "The credit rating of a machine", Key: machineDID, Details: machineErrors},
	},
	{
		Name: "machine", Route: "/machine/{did}", Files: "machine/{id}", Type: JSON, Cache: Data,
		NotFound: machineNotRegistered, Body: MachineBody, Of: OfProfile, Proof: Derived,
		Endpoint: &Endpoint{ID: "getMachine", Summary: "The profile of a machine, by its DID", Key: machineDID, Details: machineErrors},
	},
	operatorPage, operatorPages,
	{
		Name: "metadata", Route: "/metadata/{token_id}", Files: "metadata/{id}", Type: JSON, Cache: Data,
		NotFound: tokenNotFound, Body: MachineBody, Of: OfToken, Proof: Derived,
		Endpoint: &Endpoint{
			ID: "getMetadata", Summary: "The profile of a machine, by its token", Key: tokenID,
			Details: Details{404: {tokenNotFound}, 422: nil, 503: noService},
		},
	},
	{
		Name: "machines", Route: "/machines/{machine_id}", Files: "machines/{id}", Type: JSON, Cache: Data,
		NotFound: machineNotFound, Body: CardBody, Of: OfMachine, Proof: Derived,
		Endpoint: &Endpoint{
			ID: "getMachineCard", Summary: "The registration card of a machine", Key: machineID,
			Details: Details{404: {machineNotFound}, 422: nil, 503: noService},
		},
	},
	health, ready,
}

var (
	machineDID    = &Parameter{Name: "did", Grammar: MachineDID, Meaning: "The machine: did:peaq: and its id in decimal, or the id alone. No leading zeros."}
	machineErrors = Details{400: {emptyDID, invalidDID}, 404: {machineNotRegistered}, 503: noService}
)
