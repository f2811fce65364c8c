// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPeaq} from "./Shared.sol";
import {Driven, ILifecycle} from "./Desk.sol";

/// The bonds of machines, wherever they are homed: a tier, a period, a time of
/// grace and one of runoff. The status follows from the time; resignalStatus
/// settles one machine. Rewards, credits and vouchers are left out.
contract MachineSubscription is Driven, ILifecycle {
    uint8 public constant TIER_ENTRY = 0;
    uint8 public constant TIER_BASIC = 1;
    uint8 public constant TIER_PRO = 2;
    uint8 public constant TIER_COUNT = 3;

    // The price of PEAQ is fixed: so many for a dollar.
    uint256 private constant PEAQ_PER_USD = 50;

    uint8 private constant NOT_ACTIVATED = 0;
    uint8 private constant ACTIVE = 1;
    uint8 private constant GRACE = 2;
    uint8 private constant RUNOFF = 3;
    uint8 private constant TERMINATED = 4;

    uint8 private constant ACTIVATION = 0; // kind of a foreign bond

    struct SubscriptionState {
        uint8 tier;
        uint64 periodStart;
        uint64 periodEnd;
        uint256 bondedAmount;
        uint256 accumulatedPoints;
    }

    struct Signal {
        uint8 status;
        uint64 seq;
        bool terminated; // before its time, or settled
        bool decayed;
    }

    mapping(uint256 => SubscriptionState) private states;
    mapping(uint256 => Signal) private signals;
    uint256 public activeMachineCount;
    uint256 public totalBondedAmount;

    event Activated(
        uint256 indexed machineId,
        address indexed operator,
        uint8 tier,
        uint256 bondedAmount,
        uint64 periodStart,
        uint64 periodEnd
    );
    event Renewed(
        uint256 indexed machineId, address indexed operator, uint8 tier, uint256 bondedAmount, uint64 periodEnd
    );
    event TierUpgraded(
        uint256 indexed machineId,
        address indexed operator,
        address payer,
        uint8 oldTier,
        uint8 newTier,
        uint256 bondDelta,
        uint256 pointsDelta
    );
    event SubscriptionStatusChanged(
        uint256 indexed machineId,
        address indexed operator,
        uint8 previousStatus,
        uint8 status,
        uint8 tier,
        uint64 periodEnd,
        uint64 seq
    );
    event RunoffDecayApplied(uint256 indexed machineId, uint256 burned, uint256 toTreasury, uint256 remainingBonded);
    event SubscriptionTerminated(uint256 indexed machineId, address indexed operator);
    event SubscriptionTerminatedForFraud(uint256 indexed machineId, address indexed operator);
    event SubscriptionReissued(uint256 indexed oldId, uint256 indexed newId);

    error AlreadyActivated();
    error AlreadyTerminated();
    error InvalidTier();
    error LengthMismatch();
    error MachineRelocating();
    error NotActivated();
    error NotActive();
    error NotOwnerOrController();
    error NotProtocolOwner();
    error NotRemoteBondSettlement();
    error PriceNotAvailable();
    error TechnicallyPaused();
    error TierChangeWhileActive();
    error TierNotHigher();

    modifier managed(uint256 machineId) {
        if (!_manages(machineId)) revert NotOwnerOrController();
        if (_state().isRelocating(machineId)) revert MachineRelocating();
        if (_state().isTechnicalPaused(machineId)) revert TechnicallyPaused();
        _;
    }

    modifier onlyProtocolOwner() {
        if (_sender() != owner) revert NotProtocolOwner();
        _;
    }

    /// Bonds in the machine's onboarding; data is the tier.
    function onMachineOnboarded(uint256 machineId, address operator, bytes calldata data) external onlyStateAndSync {
        _activate(machineId, operator, abi.decode(data, (uint8)));
    }

    /// Burns what was bonded and forgets the subscription, so that the id can be
    /// onboarded again.
    function onMachineRetired(uint256 machineId) external onlyStateAndSync {
        if (states[machineId].periodStart == 0) return;
        if (!signals[machineId].terminated) activeMachineCount--;
        totalBondedAmount -= states[machineId].bondedAmount;
        delete states[machineId];
        delete signals[machineId];
    }

    /// Bonds a machine that has a token and no subscription.
    function activate(uint256 machineId, uint8 tier) external managed(machineId) {
        _activate(machineId, _sender(), tier);
    }

    function renew(uint256 machineId) external managed(machineId) {
        _renew(machineId, states[machineId].tier);
    }

    function renew(uint256 machineId, uint8 tier) external managed(machineId) {
        _renew(machineId, tier);
    }

    /// Books a bond that was paid on another chain.
    function bondForeign(
        uint256 machineId,
        address operator,
        uint8 tier,
        uint256 grossAmount,
        uint256,
        uint8 kind,
        bytes32
    ) external {
        if (msg.sender != _peer(REMOTE_BOND_SETTLEMENT)) revert NotRemoteBondSettlement();
        if (kind == ACTIVATION) _start(machineId, operator, tier, grossAmount);
        else _extend(machineId, operator, tier, grossAmount);
    }

    function adminUpgradeTiers(uint256[] calldata machineIds, uint8[] calldata newTiers) external onlyProtocolOwner {
        if (machineIds.length != newTiers.length) revert LengthMismatch();
        for (uint256 i = 0; i < machineIds.length; i++) _upgrade(machineIds[i], newTiers[i]);
    }

    function terminateForFraud(uint256 machineId) external onlyProtocolOwner {
        uint8 status = subscriptionStatus(machineId);
        if (status == NOT_ACTIVATED) revert NotActivated();
        if (status == TERMINATED) revert AlreadyTerminated();
        emit SubscriptionTerminatedForFraud(machineId, _operatorOf(machineId));
        _terminate(machineId);
        _signal(machineId);
    }

    /// Writes down what time has done to a machine.
    function resignalStatus(uint256 machineId) external {
        uint8 status = subscriptionStatus(machineId);
        if (status == NOT_ACTIVATED) revert NotActivated();
        SubscriptionState storage s = states[machineId];
        if (status == RUNOFF && !signals[machineId].decayed) {
            uint256 lost = s.bondedAmount / 2;
            s.bondedAmount -= lost;
            totalBondedAmount -= lost;
            signals[machineId].decayed = true;
            emit RunoffDecayApplied(machineId, lost / 2, lost - lost / 2, s.bondedAmount);
        }
        if (status == TERMINATED && !signals[machineId].terminated) {
            _terminate(machineId);
            emit SubscriptionTerminated(machineId, _operatorOf(machineId));
        }
        _signal(machineId);
    }

    function reissueMachineId(uint256 oldId, uint256 newId, address, address) external onlyStateAndSync {
        states[newId] = states[oldId];
        signals[newId] = signals[oldId];
        delete states[oldId];
        delete signals[oldId];
        emit SubscriptionReissued(oldId, newId);
    }

    function subscriptions(uint256 machineId) external view returns (SubscriptionState memory) {
        return states[machineId];
    }

    function subscriptionStatus(uint256 machineId) public view returns (uint8) {
        SubscriptionState memory s = states[machineId];
        if (s.periodStart == 0) return NOT_ACTIVATED;
        if (signals[machineId].terminated) return TERMINATED;
        uint256 end = s.periodEnd;
        if (block.timestamp <= end) return ACTIVE;
        end += infoDesk.graceDuration();
        if (block.timestamp <= end) return GRACE;
        end += infoDesk.runoffDuration();
        return block.timestamp <= end ? RUNOFF : TERMINATED;
    }

    function subscriptionSignal(uint256 machineId) external view returns (uint8 status, uint64 seq) {
        return (signals[machineId].status, signals[machineId].seq);
    }

    function requiredPeaqAmount(uint8 tier) public view returns (uint256) {
        if (tier >= TIER_COUNT) revert InvalidTier();
        uint256 price = infoDesk.tierPriceUsd(tier);
        if (price == 0) revert PriceNotAvailable();
        return price * PEAQ_PER_USD;
    }

    function isEconomicAuthority() external pure returns (bool) {
        return true;
    }

    /// Nothing waits to be settled: the status follows from the time.
    function lifecyclePending() external pure returns (bool) {
        return false;
    }

    function homeChainId() external view returns (uint16) {
        return infoDesk.localChainId();
    }

    function _activate(uint256 machineId, address operator, uint8 tier) private {
        _start(machineId, operator, tier, _pay(operator, requiredPeaqAmount(tier)));
    }

    function _start(uint256 machineId, address operator, uint8 tier, uint256 amount) private {
        if (states[machineId].periodStart != 0) revert AlreadyActivated();
        if (tier >= TIER_COUNT) revert InvalidTier();
        uint64 start = uint64(block.timestamp);
        uint64 end = start + infoDesk.subscriptionPeriodLength();
        states[machineId] = SubscriptionState(tier, start, end, amount, 0);
        activeMachineCount++;
        totalBondedAmount += amount;
        emit Activated(machineId, operator, tier, amount, start, end);
        _signal(machineId);
    }

    function _renew(uint256 machineId, uint8 tier) private {
        if (subscriptionStatus(machineId) == ACTIVE && tier != states[machineId].tier) revert TierChangeWhileActive();
        _extend(machineId, _sender(), tier, _pay(_sender(), requiredPeaqAmount(tier)));
    }

    function _extend(uint256 machineId, address operator, uint8 tier, uint256 amount) private {
        uint8 status = subscriptionStatus(machineId);
        if (status == NOT_ACTIVATED) revert NotActivated();
        if (status == TERMINATED) revert AlreadyTerminated();
        SubscriptionState storage s = states[machineId];
        totalBondedAmount = totalBondedAmount - s.bondedAmount + amount;
        s.tier = tier;
        s.bondedAmount = amount;
        s.periodEnd += infoDesk.subscriptionPeriodLength();
        signals[machineId].decayed = false;
        emit Renewed(machineId, operator, tier, amount, s.periodEnd);
        _signal(machineId);
    }

    function _upgrade(uint256 machineId, uint8 newTier) private {
        SubscriptionState storage s = states[machineId];
        if (subscriptionStatus(machineId) != ACTIVE) revert NotActive();
        if (newTier >= TIER_COUNT) revert InvalidTier();
        if (newTier <= s.tier) revert TierNotHigher();
        uint256 delta = requiredPeaqAmount(newTier) - requiredPeaqAmount(s.tier);
        _pay(_sender(), delta);
        emit TierUpgraded(machineId, _operatorOf(machineId), _sender(), s.tier, newTier, delta, 0);
        s.tier = newTier;
        s.bondedAmount += delta;
        totalBondedAmount += delta;
    }

    function _terminate(uint256 machineId) private {
        totalBondedAmount -= states[machineId].bondedAmount;
        states[machineId].bondedAmount = 0;
        signals[machineId].terminated = true;
        activeMachineCount--;
    }

    function _signal(uint256 machineId) private {
        Signal storage last = signals[machineId];
        uint8 status = subscriptionStatus(machineId);
        if (status == last.status) return;
        SubscriptionState memory s = states[machineId];
        last.seq++;
        emit SubscriptionStatusChanged(
            machineId, _operatorOf(machineId), last.status, status, s.tier, s.periodEnd, last.seq
        );
        last.status = status;
        _state().setSubscriptionPaused(machineId, status != ACTIVE);
    }

    function _pay(address payer, uint256 amount) private returns (uint256) {
        IPeaq(infoDesk.peaqToken()).transferFrom(payer, address(this), amount);
        return amount;
    }

    function _operatorOf(uint256 machineId) private view returns (address) {
        try _registry().operatorOf(machineId) returns (address operator) {
            return operator;
        } catch {
            return address(0);
        }
    }
}
