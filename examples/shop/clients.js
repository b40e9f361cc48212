// A client for each role.  What a role may do, its profile says; see setup.sql.

'use strict';

const { PrismaPg } = require('@prisma/adapter-pg');
const { boh } = require('@boh/prisma');
const { PrismaClient } = require(process.env.SHOP_CLIENT ?? './generated');

function connect(connectionString) {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString }) }).$extends(boh());
}

module.exports = {
  // Customers and organizers: nothing is visible without a session that is not public.
  shop: connect(process.env.SHOP_URL),
  // Administrators, who edit pages.
  office: connect(process.env.OFFICE_URL),
  // Signs people in and up, and sees nothing else.
  signIn: connect(process.env.SIGN_IN_URL),
  // Confirms bookings that are paid for.
  payments: connect(process.env.PAYMENTS_URL),
};
