import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Id } = await docker.networkCreate({
    body: {
      Name: 'backend',
      CheckDuplicate: true,
      ConfigOnly: true, // only a template for other networks; leave it out for one that containers join
      IPAM: { Config: [{ Subnet: '198.51.100.0/24' }] },
      Labels: { tier: 'back' },
    },
  })
  console.log(Id)
}
