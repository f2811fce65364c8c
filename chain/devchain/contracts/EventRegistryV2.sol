// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CurrencyBook, IdentityBook} from "./EventBook.sol";

/// The EventRegistry of generation 1.0 with currencies. A proxy is upgraded to
/// it in place: records of the older build read back with an empty currency.
contract EventRegistryV2 is IdentityBook, CurrencyBook {
    function _mayRecord(uint256 machineId) internal view override {
        _authorize(machineId);
    }
}
