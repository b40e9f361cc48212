// The package in ES modules, with a client that the generator "prisma-client" has written in TypeScript.

import assert from 'node:assert';
import { after, test } from 'node:test';
import { boh, SoldOutError } from '@boh/prisma';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.js';

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env['BOH_OWNER_URL']! }) }).$extends(boh());

after(() => prisma.$disconnect());

test('the generator "prisma-client": models, functions, sessions and errors', async () => {
  const author = await prisma.user.create({ data: { email: 'modules@example.org' } });
  const event = await prisma.event.create({ data: { title: 'Modules', authorId: author.id, status: 'PUBLISHED', capacity: 3,
    startDate: new Date('2999-01-01'), endDate: new Date('2999-01-02') } });
  const booking = await prisma.withSession(null, async (tx, person) => {
    assert.strictEqual(person.role, 'ANONYMOUS');
    return tx.$boh().bookSeats({ event: event.id, customer: author.id, seatCount: 2 });
  });
  assert.strictEqual(booking.status, 'PENDING');
  const found = await prisma.booking.findUniqueOrThrow({ where: { id: booking.id }, include: { event: true } });
  assert.strictEqual(found.event.title, 'Modules');
  await assert.rejects(prisma.booking.create({ data: { eventId: event.id, userId: author.id, seats: 2 } }),
    (error) => error instanceof SoldOutError && error.available === 1);
  assert.strictEqual(await prisma.withSession(null).$boh().availableSeats({ event: event.id }), 1);
});
