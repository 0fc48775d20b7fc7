// The network faults, met by the platform's own fetch.
import { testNetworkFaults } from './network-faults.ts';

testNetworkFaults('the platform’s fetch', fetch);
